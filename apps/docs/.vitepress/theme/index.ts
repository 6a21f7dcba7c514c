import type { Theme } from 'vitepress';
import DefaultTheme from 'vitepress/theme';
import Layout from './Layout.vue';
import BackPressure from './components/BackPressure.vue';
import ComparisonTable from './components/ComparisonTable.vue';
import DeadlockDemo from './components/DeadlockDemo.vue';
import DiningTable from './components/DiningTable.vue';
import GateDemo from './components/GateDemo.vue';
import IsolationNotice from './components/IsolationNotice.vue';
import LiveProgram from './components/LiveProgram.vue';
import LoomDemo from './components/LoomDemo.vue';
import LostWakeUp from './components/LostWakeUp.vue';
import PoolCancel from './components/PoolCancel.vue';
import PoolDeath from './components/PoolDeath.vue';
import PoolTimeline from './components/PoolTimeline.vue';
import RecordedRuns from './components/RecordedRuns.vue';
import TaskTimeline from './components/TaskTimeline.vue';
import ThreadHall from './components/ThreadHall.vue';
import './style.css';

export default {
  extends: DefaultTheme,
  Layout,
  enhanceApp({ app }) {
    app.component('BackPressure', BackPressure);
    app.component('ComparisonTable', ComparisonTable);
    app.component('DeadlockDemo', DeadlockDemo);
    app.component('DiningTable', DiningTable);
    app.component('GateDemo', GateDemo);
    app.component('IsolationNotice', IsolationNotice);
    app.component('LiveProgram', LiveProgram);
    app.component('LoomDemo', LoomDemo);
    app.component('LostWakeUp', LostWakeUp);
    app.component('PoolCancel', PoolCancel);
    app.component('PoolDeath', PoolDeath);
    app.component('PoolTimeline', PoolTimeline);
    app.component('RecordedRuns', RecordedRuns);
    app.component('TaskTimeline', TaskTimeline);
    app.component('ThreadHall', ThreadHall);
  },
} satisfies Theme;
