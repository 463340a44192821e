module example.com/failed-assertion

go 1.22
