import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: '/familles/:familyId(\\d+)/enfants/:id(\\d+)',
    name: 'child',
    component: () => import('./ChildPage.vue'),
    props: (route) => ({ familyId: Number(route.params['familyId']), id: Number(route.params['id']) }),
    meta: { title: 'Enfant', permission: 'families.read' },
  },
]
