module example.com/from-under-lock

go 1.22
