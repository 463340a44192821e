module example.com/plugin-chain

go 1.22
