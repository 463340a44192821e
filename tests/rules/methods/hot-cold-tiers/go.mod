module example.com/hot-cold-tiers

go 1.22
