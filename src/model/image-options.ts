/** How images are made to fit a model, as far as the user says. */

/** What is not said comes from the model's `preprocessor_config.json`, else images are taken as they are. */
export interface ToldImages {
  preprocess?: string // a preset by name, or the path of a preprocessor_config.json
}
