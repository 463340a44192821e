module example.com/wasm-sections

go 1.22
