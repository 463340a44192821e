module example.com/clone-from-under-lock

go 1.22
