module example.com/c-nodes-ok

go 1.22
