module example.com/session-retire-deletes-first

go 1.22
