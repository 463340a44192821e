module example.com/checked-by-reflect

go 1.22
