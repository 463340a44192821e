module example.com/open-then-store

go 1.22
