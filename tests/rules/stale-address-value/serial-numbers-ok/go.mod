module example.com/serial-numbers-ok

go 1.22
