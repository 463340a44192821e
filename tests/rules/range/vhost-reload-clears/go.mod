module example.com/vhost-reload-clears

go 1.22
