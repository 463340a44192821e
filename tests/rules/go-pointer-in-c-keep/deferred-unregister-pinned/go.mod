module example.com/deferred-unregister-pinned

go 1.22
