module example.com/hot-cold-tiers-moves

go 1.22
