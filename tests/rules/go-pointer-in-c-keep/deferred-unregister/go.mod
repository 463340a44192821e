module example.com/deferred-unregister

go 1.22
