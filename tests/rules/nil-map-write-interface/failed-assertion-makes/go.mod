module example.com/failed-assertion-makes

go 1.22
