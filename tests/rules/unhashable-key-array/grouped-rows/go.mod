module example.com/grouped-rows

go 1.22
