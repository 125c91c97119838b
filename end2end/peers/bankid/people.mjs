// People of the test population only: their months are 80 too high, as in Skatteetaten's synthetic numbers.
export const people = [
  {
    sub: 'peer-person-1',
    name: 'Kari Syntetisk',
    given_name: 'Kari',
    family_name: 'Syntetisk',
    birthdate: '1990-01-12',
    updated_at: 1_700_000_000,
    sub_nnin: '12819012375',
    sub_bankid: '9578-6000-4-000001',
  },
];
