module example.com/packet-header-ok

go 1.22
