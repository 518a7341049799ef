/** Indexes that cannot be built or searched as asked: said before any work, exit 2. */
import { describe, test } from 'vitest'
import { refusals } from './refusals.js'

const { all, refused } = refusals()

describe.concurrent('indexes', () => {
  test.each<[string, string[], string, RegExp]>([
    [
      'an unknown factory string',
      ['--index', 'Foo7'],
      'index-refused',
      /^the index Foo7 at 8 dims cannot be built: .*could not parse/,
    ],
    ['one that is cut short', ['--index', 'IVF8'], 'index-refused', /^the index IVF8 /],
    ['one with odd letters', ['--index', 'Flat; ls'], 'index-refused', /only letters, digits/],
    [
      'PQ that does not divide the dims',
      ['--index', 'PQ5x2', '--dims', '16'],
      'index-refused',
      /^the index PQ5x2 at 16 dims cannot be built: .*(multiple|equal parts)/,
    ],
    [
      'OPQ that does not divide the dims',
      ['--index', 'OPQ3,PQ2'],
      'index-refused',
      /8 dims cannot be cut into 3 equal parts/,
    ],
    [
      'PQ that one of the dims cannot have',
      ['--index', 'PQ8x2', '--dims', '8,12'],
      'index-refused',
      /^the index PQ8x2 at 12 dims/,
    ],
    ['a good index beside a bad one', ['--index', 'Flat', '--index', 'Foo7'], 'index-refused', /^the index Foo7 /],
    [
      'more clusters than rows',
      ['--index', 'IVF121,Flat'],
      'index-refused',
      /it needs at least 121 rows to train on; the database has 120$/,
    ],
    [
      'more codes than rows',
      ['--index', 'PQ4'],
      'index-refused',
      /it needs at least 256 rows to train on; the database has 120$/,
    ],
    ['probes without lists', ['--nprobe', '4'], 'index-setting', /^--nprobe is set, but no --index has it \(exact\)$/],
    ['probes of a graph', ['--index', 'HNSW8', '--nprobe', '4'], 'index-setting', /^--nprobe .*\(HNSW8\)$/],
    [
      'breadth without a graph',
      ['--index', 'Flat', '--ef-search', '16'],
      'index-setting',
      /^--ef-search is set, but no --index has it \(Flat\)$/,
    ],
    ['no breadth', ['--index', 'HNSW8', '--ef-search', '0'], 'bad-number', /^--ef-search has "0"/],
    [
      'more probes than lists',
      ['--index', 'IVF4,Flat', '--nprobe', '1,5'],
      'index-setting',
      /^nprobe must be from 1 to 4, the clusters of IVF4,Flat/,
    ],
    [
      'clusters at a dim of a graph',
      ['--index', 'HNSW8', '--cluster-dim', '4'],
      'index-setting',
      /^--cluster-dim is set, but no --index has it/,
    ],
    [
      'clusters at a dim of an index that cannot',
      ['--index', 'IVF4,SQ8', '--cluster-dim', '4'],
      'index-refused',
      /^only IVFn,Flat can cluster at one dim/,
    ],
    ['clusters at a dim above D', ['--index', 'IVF4,Flat', '--cluster-dim', '64'], 'dims-above', /64.* 16 dimensions/],
  ])('%s', async (_, args, code, message) => {
    await refused([...all, ...args], code, message)
  })
})
