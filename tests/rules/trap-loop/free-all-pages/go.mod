module example.com/free-all-pages

go 1.22
