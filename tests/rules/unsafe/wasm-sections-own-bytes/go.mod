module example.com/wasm-sections-own-bytes

go 1.22
