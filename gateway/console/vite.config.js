import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { defineConfig } from 'vite';

/** Packs what gains by it once, here, instead of at every request; the gateway gives out `file.br` for `file`. */
const packed = {
  name: 'packed',
  apply: 'build',
  closeBundle() {
    const assets = join(import.meta.dirname, 'dist', 'assets');
    for (const file of readdirSync(assets).filter((name) => /\.(js|css|svg)$/.test(name))) {
      const small = brotliCompressSync(readFileSync(join(assets, file)));
      writeFileSync(join(assets, `${file}.br`), small);
    }
  },
};

export default defineConfig({
  plugins: [packed],
  build: {
    target: 'es2022',
    // An inlined picture would be a data: address; the policy allows those, yet a file of its own can be kept.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1200,
    // Ant Design marks its files for servers that render; there is none here.
    rolldownOptions: { checks: { moduleLevelDirective: false }, onLog: (level, log, next) => { if (log.code !== 'MODULE_LEVEL_DIRECTIVE') next(level, log); } },
  },
});
