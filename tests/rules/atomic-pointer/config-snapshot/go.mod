module example.com/config-snapshot

go 1.22
