module example.com/both-pinned

go 1.22
