module example.com/checksum-later

go 1.22
