module example.com/fill-under-write-lock

go 1.22
