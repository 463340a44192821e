module example.com/slice-of-maps-filled

go 1.22
