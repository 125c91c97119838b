// The recipe: what the customer configured, and what the page adds to it.
const DEFAULT_RECIPE = 'auto';

function resolveRecipe(recipe) {
  if (!recipe) return { name: DEFAULT_RECIPE };
  if (typeof recipe === 'string') return { name: recipe };
  return { ...recipe, name: recipe.name ?? DEFAULT_RECIPE };
}

const isPlain = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

function mergeDeep(target, source) {
  for (const [name, value] of Object.entries(source)) {
    if (name === '__proto__' || value === undefined) continue;
    target[name] = isPlain(value) ? mergeDeep(isPlain(target[name]) ? target[name] : {}, value) : value;
  }
  return target;
}

async function fetchRecipe(client, name, warnings) {
  const path = client.session.frankie2customer ? '/f2/v1/config' : '/onesdk/v2/config';
  try {
    const { data } = await client.get(path, { namespace: 'onesdk_profiles', item: name, itemType: 'object' });
    return data?.[name];
  } catch (error) {
    const message = 'Failed fetching recipe configuration. Using provided configuration only.';
    warnings.push({ level: 'error', data: new OneSDKError(message, error) });
    return {};
  }
}

async function loadConfiguration(client, provided) {
  const warnings = [];
  const fetched = resolveRecipe(await fetchRecipe(client, provided.name, warnings));
  const name = provided.name === DEFAULT_RECIPE ? fetched.name : provided.name;
  const recipe = mergeDeep(mergeDeep({}, { ...fetched, name: undefined }), { ...provided, name });
  if (provided.name !== DEFAULT_RECIPE && fetched.name && provided.name !== fetched.name) {
    const message = `Recipe name mismatch. Requested '${provided.name}', found '${fetched.name}'.`;
    warnings.push({ level: 'error', data: new OneSDKError(message, recipe) });
  }
  // Without the utility configuration nothing starts.
  const { data: utilityConfig } = await client.get('/onesdk/v2/config', { namespace: 'onesdk_utility' });
  return { recipe, utilityConfig, warnings };
}
