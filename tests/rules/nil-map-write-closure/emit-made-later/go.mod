module example.com/emit-made-later

go 1.22
