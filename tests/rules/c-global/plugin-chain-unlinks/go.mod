module example.com/plugin-chain-unlinks

go 1.22
