module example.com/clone-into-made

go 1.23
