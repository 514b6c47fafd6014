// Makes the types and clients of the contract, by buf and its generator for TypeScript. The package that picks buf for
// the machine names builds for machines that this product does not run on and that not every registry has.
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';

const machine = { x64: 'x64', arm64: 'aarch64' }[process.arch];
const buf = createRequire(import.meta.url).resolve(`@bufbuild/buf-linux-${machine}/bin/buf`);
const bin = join(import.meta.dirname, 'node_modules', '.bin');
execFileSync(buf, ['generate'], { stdio: 'inherit', cwd: import.meta.dirname, env: { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}` } });
