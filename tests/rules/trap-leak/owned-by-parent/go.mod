module example.com/owned-by-parent

go 1.22
