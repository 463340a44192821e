module example.com/vhost-reload

go 1.22
