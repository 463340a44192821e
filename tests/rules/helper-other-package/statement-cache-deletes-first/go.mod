module example.com/statement-cache-deletes-first

go 1.22
