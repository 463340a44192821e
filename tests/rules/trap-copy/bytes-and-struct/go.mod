module example.com/bytes-and-struct

go 1.22
