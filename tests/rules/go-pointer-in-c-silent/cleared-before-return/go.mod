module example.com/cleared-before-return

go 1.22
