module example.com/fill-under-read-lock

go 1.22
