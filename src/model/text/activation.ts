/** Functions after a linear layer, by the last part of their Python name. Source: torch.nn.modules.activation. */

export type Activation = (value: number) => number

export const ACTIVATIONS: Readonly<Record<string, Activation>> = {
  Identity: (x) => x,
  Tanh: Math.tanh,
  ReLU: (x) => Math.max(0, x),
  Sigmoid: sigmoid,
  SiLU: (x) => x * sigmoid(x),
  GELU: (x) => 0.5 * x * (1 + erf(x / Math.SQRT2)),
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x))
}

/** The error function to about 1e-15: erf(x) = 2/√π · e^(−x²) · Σ 2ⁿ·x^(2n+1) / (1·3·…·(2n+1)); 1 from 6 on. */
export function erf(x: number): number {
  const size = Math.abs(x)
  if (size >= 6) return Math.sign(x)
  let term = x
  let sum = x
  for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
    term *= (2 * x * x) / (2 * n + 1)
    sum += term
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum
}
