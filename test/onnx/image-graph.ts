/** A model of images whose mirror images have other logits. */
import { encodeModel, integers, node, tensorInfo } from '../../src/onnx/build.js'
import { floats, withMetadata } from './graphs.js'

/**
 * Takes [batch, 1, 1, 2], pixels a and b. The embedding is (a, b); logits at 1 are (a, 0), at 2 (a, 2b).
 * Summed with those of the mirror image: (a + b, 0), and (a + b, 2(a + b)).
 */
export function imageModel(): Uint8Array {
  return withMetadata(
    encodeModel({
      name: 'image',
      node: [
        node('Flatten', ['x'], ['embedding'], { axis: 1 }),
        node('Slice', ['embedding', 'zero', 'one', 'one'], ['first']),
        node('MatMul', ['first', 'weight_1'], ['logits_1']),
        node('MatMul', ['embedding', 'weight_2'], ['logits_2']),
      ],
      input: [tensorInfo('x', 'float', ['batch', 1, 1, 2])],
      output: [
        tensorInfo('embedding', 'float', ['batch', 2]),
        tensorInfo('logits_1', 'float', ['batch', 2]),
        tensorInfo('logits_2', 'float', ['batch', 2]),
      ],
      initializer: [
        integers('zero', [0]),
        integers('one', [1]),
        floats('weight_1', [1, 2], [1, 0]),
        floats('weight_2', [2, 2], [1, 0, 0, 2]),
      ],
    }),
    { nesting_dims: '1,2' },
  )
}
