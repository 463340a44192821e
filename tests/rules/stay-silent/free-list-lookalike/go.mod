module example.com/free-list-lookalike

go 1.22
