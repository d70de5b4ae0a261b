The bar below the torrents tells how fast the clients download and upload, all together and, where there are several, each. Scripts ask `/api/speeds`.
