module example.com/borrowed-implementation

go 1.22
