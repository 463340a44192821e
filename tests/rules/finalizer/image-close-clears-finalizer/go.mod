module example.com/image-close-clears-finalizer

go 1.22
