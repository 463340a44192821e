module example.com/statement-cache

go 1.22
