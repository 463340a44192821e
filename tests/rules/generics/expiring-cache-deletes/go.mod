module example.com/expiring-cache-deletes

go 1.22
