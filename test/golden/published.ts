/**
 * What MRL and AdANNS publish about the cost of retrieval. MRL: the sheets behind its figures (RAIVNLab/MRL at commit
 * 9ab343f, Visualization/Adaptive Retrieval: plots.csv, PLOTS - Sheet6, 7, 8 and 9.csv); AdANNS: read off its figure 2.
 */

export const DIMS = [8, 16, 32, 64, 128, 256, 512, 1024, 2048] as const
export const RERANKED = 200 // rows, in single shots too

/** Database sizes and MFLOPs per query as printed: rows are the dims of the search, columns those of the rerank, from the same on. */
export const ADAPTIVE = {
  'ImageNet-1K': {
    rows: 1_281_167,
    mflops: [
      ['10.25', '10.25', '10.26', '10.26', '10.27', '10.30', '10.35', '10.45', '10.66'],
      ['20.50', '20.51', '20.51', '20.52', '20.55', '20.60', '20.70', '20.91'],
      ['41.00', '41.01', '41.02', '41.05', '41.10', '41.20', '41.41'],
      ['82.01', '82.02', '82.05', '82.10', '82.20', '82.40'],
      ['164.01', '164.04', '164.09', '164.19', '164.40'],
      ['328.03', '328.08', '328.18', '328.39'],
      ['656.06', '656.16', '656.37'],
      ['1312.12', '1312.32'],
      ['2624.24'],
    ],
  },
  'ImageNet-4K': {
    rows: 4_202_000,
    mflops: [
      ['33.62', '33.62', '33.62', '33.63', '33.64', '33.67', '33.72', '33.82', '34.03'],
      ['67.24', '67.24', '67.24', '67.26', '67.28', '67.33', '67.44', '67.64'],
      ['134.47', '134.48', '134.49', '134.52', '134.57', '134.67', '134.87'],
      ['268.94', '268.95', '268.98', '269.03', '269.13', '269.34'],
      ['537.88', '537.91', '537.96', '538.06', '538.27'],
      ['1075.76', '1075.81', '1075.92', '1076.12'],
      ['2151.53', '2151.63', '2151.83'],
      ['4303.05', '4303.26'],
      ['8606.11'],
    ],
  },
} as const

/** The same pairs on ImageNet-1K, in FLOPs per query, from the draft sheet. */
export const FLOPS = [
  [10250936, 10252536, 10255736, 10262136, 10274936, 10300536, 10351736, 10454136, 10658936],
  [20501872, 20505072, 20511472, 20524272, 20549872, 20601072, 20703472, 20908272],
  [41003744, 41010144, 41022944, 41048544, 41099744, 41202144, 41406944],
  [82007488, 82020288, 82045888, 82097088, 82199488, 82404288],
  [164014976, 164040576, 164091776, 164194176, 164398976],
  [328029952, 328081152, 328183552, 328388352],
  [656059904, 656162304, 656367104],
  [1312119808, 1312324608],
  [2624239616],
] as const

/** Funnels: which schedule each point has was found by its cost; the sheet of ImageNet-4K calls its dims 16 and 8. */
export const FUNNELS = [
  { data: 'ImageNet-1K', shortlist: 8, dims: [16, 32, 64, 128, 2048], sizes: [800, 400, 200, 50, 10], mflops: '10.31' },
  {
    data: 'ImageNet-1K',
    shortlist: 16,
    dims: [32, 64, 128, 256, 2048],
    sizes: [200, 100, 50, 25, 10],
    mflops: '20.54',
  },
  {
    data: 'ImageNet-1K',
    shortlist: 32,
    dims: [64, 128, 256, 512, 2048],
    sizes: [200, 100, 50, 25, 10],
    mflops: '41.07',
  },
  {
    data: 'ImageNet-4K',
    shortlist: 32,
    dims: [64, 128, 256, 512, 2048],
    sizes: [800, 400, 200, 50, 10],
    mflops: '134.66',
  },
  {
    data: 'ImageNet-4K',
    shortlist: 64,
    dims: [128, 256, 512, 1024, 2048],
    sizes: [800, 400, 200, 50, 10],
    mflops: '269.31',
  },
] as const

/** AdANNS-IVF on ImageNet-1K, 1 probe: MFLOPs per query, read off to 0.001. */
export const IVF = [
  { clusters: 1024, clusterDim: 32, dim: 64, mflops: 0.113 },
  { clusters: 1024, clusterDim: 64, dim: 64, mflops: 0.146 },
  { clusters: 1024, clusterDim: 64, dim: 128, mflops: 0.226 },
  { clusters: 1024, clusterDim: 128, dim: 128, mflops: 0.291 },
  { clusters: 1024, clusterDim: 64, dim: 256, mflops: 0.386 },
  { clusters: 1024, clusterDim: 128, dim: 256, mflops: 0.451 },
  { clusters: 1024, clusterDim: 64, dim: 512, mflops: 0.706 },
  { clusters: 1024, clusterDim: 128, dim: 512, mflops: 0.772 },
  { clusters: 1024, clusterDim: null, dim: 256, mflops: 0.582 },
  { clusters: 1024, clusterDim: null, dim: 512, mflops: 1.165 },
  { clusters: 1024, clusterDim: null, dim: 1024, mflops: 2.33 },
  { clusters: 1024, clusterDim: null, dim: 2048, mflops: 4.66 },
  { clusters: 2048, clusterDim: null, dim: 64, mflops: 0.171 },
  { clusters: 2048, clusterDim: null, dim: 128, mflops: 0.342 },
  { clusters: 2048, clusterDim: null, dim: 256, mflops: 0.684 },
  { clusters: 2048, clusterDim: null, dim: 512, mflops: 1.369 },
  { clusters: 2048, clusterDim: null, dim: 1024, mflops: 2.738 },
  { clusters: 2048, clusterDim: null, dim: 2048, mflops: 5.476 },
] as const
