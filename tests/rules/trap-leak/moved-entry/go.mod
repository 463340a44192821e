module example.com/moved-entry

go 1.22
