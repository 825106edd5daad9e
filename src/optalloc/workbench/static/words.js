// The words of the page. What the product finds it says in its own words, from the server.

const WORDS = {
  policy: ["政策", "Policy"], plan: ["方案", "Plan"], meaning: ["含义", "Meaning"],
  weights: ["权重", "Weights"], money: ["资金", "Money"], rules: ["约束", "Rules"], goals: ["目标（按先后）", "Goals, in order"],
  tables: ["表格", "Tables"], sum: ["合计", "Sum"], hold: ["不动", "hold"], weight: ["权重", "weight"],
  hold_of: ["调整别的因素时，不动：", "Keep when others move: "],
  undo: ["撤销", "Undo"], redo: ["重做", "Redo"], history: ["历史", "History"], save: ["另存为情景", "Save as scenario"],
  compare: ["比较", "Compare"], papers: ["文书", "Papers"], check: ["核对表格", "Check a table"], stop: ["停止", "Stop"],
  other_lang: ["English", "中文"], skip: ["跳到方案", "Skip to the plan"], close: ["关闭", "Close"],
  recipient: ["单位", "Recipient"], target: ["测算额", "Target"], award: ["安排额", "Award"], baseline: ["基准", "Baseline"],
  difference: ["较基准", "vs baseline"], since: ["较“{0}”", "vs “{0}”"], total: ["合计", "Total"],
  bars: ["安排、测算与基准", "Award, target, baseline"],
  proven: ["✓ 已证明最优（精确运算）", "✓ Proven best, in exact arithmetic"], unproven: ["未证明最优", "Not proven best"],
  none: ["✗ 没有方案（已证明）", "✗ No plan (proven)"], none_found: ["没有找到方案（未证明没有）", "No plan found (none proven)"],
  given: ["安排合计", "Given in all"], changed: ["变动的单位", "Recipients changed"], moved: ["变动金额", "Money moved"],
  breaks: ["基准违反约束", "Baseline breaks"], places: ["{0} 处", "{0} places"], place: ["{0} 处", "{0} place"], time: ["求解", "Solved in"],
  goals_found: ["目标", "Goals"], binding: ["约束的代价", "What each rule costs"], room: ["可变动的余地", "Room to move"],
  fair: ["公平", "Fairness"], ties: ["并列", "Ties"], step_more: ["设置再松一步", "One step looser or tighter"],
  more_money: ["多一步资金", "One step more of money"], way: ["从测算到安排", "From target to award"],
  thinking: ["正在解释：{0}…", "Being worked out: {0}…"],
  seeking: ["正在找出路…", "Looking for ways out…"],
  no_time: ["时间不够，没有算完：{0}。", "There was not enough time for: {0}."], take_time: ["算完", "Work it out"], solving: ["正在求解…", "Solving…"],
  no_plan: ["这些约束不能同时成立", "These rules cannot all hold"], ways_out: ["出路（逐条求解并核对过）", "Ways out, each solved and audited"],
  apply: ["采用", "Apply"], conflict: ["冲突", "conflict"], binds: ["起作用", "binds"], off: ["已停用", "off"],
  last_seal: ["上一个方案：{0}", "The last plan: {0}"],
  faults: ["现在的输入不能用", "What is entered cannot be used"], last_plan: ["下面是上一个方案。", "Below is the last plan."],
  add_rule: ["添加约束…", "Add a rule…"], add_goal: ["添加目标…", "Add a goal…"], add: ["添加", "Add"], cancel: ["取消", "Cancel"], remove: ["移除", "Remove"],
  up: ["上移", "Up"], down: ["下移", "Down"], drag: ["拖动排序", "Drag to order"], was: ["原为 {0}", "was {0}"],
  names_hint: ["用、或逗号分开", "separate by commas"], yes: ["是", "yes"], no: ["否", "no"], unset: ["（不写）", "(not set)"],
  edit: ["编辑", "Edit"], rows: ["{0} 行", "{0} rows"], done: ["采用改动", "Apply changes"], add_row: ["加一行", "Add a row"],
  paste_hint: ["可从 Excel 复制后粘贴到任一格；方向键移动。", "Paste from Excel into any cell; arrow keys move."],
  long_table: ["此表太长，只列出前 2500 行，请在文件中修改。", "This table is long: change it in its file."],
  long_paste: ["粘贴的有 {0} 行，这里一张表最多 {1} 行，没有采用。请把它存成文件，在情景里写出文件名。",
    "{0} rows were pasted; a table here has {1} at most, so nothing was taken. Save them as a file and name it in the scenario."],
  cells_changed: ["改了 {0} 格", "{0} cells"],
  left_cells: ["上次填了没有采用的还在。", "What you typed last and did not apply is still here."],
  cells: ["各资金来源和用途", "By source and use"], wish: ["希望安排", "Wish"], ask_wish: ["要怎样才能做到？", "What would it take?"],
  detail: ["{0} 的明细", "Details of {0}"], wish_of: ["希望给 {0} 的金额", "Amount wished for {0}"],
  save_name: ["情景名称", "Name of the scenario"], saved: ["已存为 {0}", "Saved as {0}"],
  save_hint: ["写成新文件，只记与原情景的差别；原文件不动。", "A new file that holds only what differs; the first is not touched."],
  now: ["现在的改动", "As it is now"], pick: ["选择要并列的情景（2 到 6 个），第一个为准", "Choose two to six scenarios; the first is the measure"],
  causes: ["差别由什么引起", "What causes the differences"], against: ["{0} 与 {1} 相比", "{0} beside {1}"], by: ["移动", "moves"],
  no_history: ["还没有改动。", "Nothing was changed yet."], opened: ["打开时的情景", "As it was opened"], here: ["现在", "now"],
  gone: ["服务已结束。您的改动都已保存；再次运行 optalloc open 即可继续。", "The server has ended. Everything you typed is kept: run optalloc open again."],
  lost: ["与服务的连接断了，从现在起改的都没有记下。请再次运行 optalloc open，在它打开的网页里继续；仍用同一个端口时，这一页也会自己接上。",
    "The connection is lost: what you change from now on is not kept. Run optalloc open again and go on in the page that it opens; where it has the same port, this page goes on too."],
  not_kept: ["没有记下：服务已经不在。请再次运行 optalloc open，再填一次。", "Not kept: the server is gone. Run optalloc open again, and type this once more."],
  unreachable: ["服务已经不在，读不到。请再次运行 optalloc open。", "The server is gone: run optalloc open again."],
  not_allowed: ["没有记下：这一页现在不能改（修改权在别人手里，或服务已重新启动，请用新打开的网页）。",
    "Not kept: this page may not write now (somebody else does, or the server was started anew: use the page that it opened)."],
  too_long: ["太大，最多 20 MB。", "Too long: 20 MB at most."],
  refused: ["没有做成（{0}）。", "This could not be done ({0})."],
  elsewhere: ["别处已改为 {0}。按回车用您填的，按 Esc 用别处的。", "Changed elsewhere to {0}. Enter takes yours, Escape the other."],
  unsaved: ["有改动还没有采用，关闭就没有了。", "Changes here are not applied yet: closing would lose them."],
  keep_typing: ["继续填写", "Go on typing"], discard: ["不要这些改动", "Drop the changes"],
  weights_hint: ["数字就是百分数：30 即 30%，0.3 即 0.3%；也可写 1/3。", "Numbers are percentages: 30 is 30%, 0.3 is 0.3%; 1/3 is a third."],
  weight_wrong: ["没有采用：应为 0 到 100 的百分数，如 30、12.5，或 1/3。", "Not taken: a percentage from 0 to 100, such as 30 or 12.5, or 1/3."],
  weight_most: ["没有采用：“不动”的因素占 {0}，这里最多 {1}。", "Not taken: held factors have {0}, so this can be {1} at most."],
  weight_only: ["没有采用：其余因素都“不动”，这里只能是 {0}。", "Not taken: all others are held, so this can only be {0}."],
  fill_amount: ["没有采用：请填写金额。", "Not taken: fill in an amount."],
  fill_in: ["没有采用：请填写。", "Not taken: fill this in."],
  xlsx: ["工作簿（Excel）", "Workbook (Excel)"], docx: ["分配方案（Word）", "Plan (Word)"], notice: ["公告公示（Word）", "Public notice (Word)"],
  html: ["网页", "Web page"], certificate: ["证明文件（zip）", "Certificate (zip)"], print: ["打印", "Print"],
  making: ["正在生成…", "Being made…"], stopped: ["已停止。", "Stopped."], equal: ["无变化", "nothing changes"],
  choose_file: ["选择文件", "Choose a file"], drop_here: ["把 CSV、Excel、Word 或网页表格拖到这里", "Drop a CSV, Excel, Word or web page table here"],
  findings: ["{0} 处错误，{1} 处提醒", "{0} errors, {1} warnings"], no_findings: ["没有发现问题。", "Nothing was found."],
  recent: ["最近打开", "Opened last"], nothing_recent: ["还没有打开过情景。", "No scenario was opened yet."],
  new_plan: ["新的方案", "A new plan"], new_hint: ["拖入资金、单位、用途等表格，一步步做出方案。", "Drop your tables of money, recipients and uses, and watch the plan appear."],
  begin: ["开始", "Begin"], welcome: ["工作台", "The workbench"], check_hint: ["核对一张草拟或已公布的分配表。", "Judge a draft or published table."],
  by_cause: ["由于", "because of"], whole: ["全部", "Whole"], no_room: ["没有余地", "no room"],
  reading: ["只读", "Reading only"], writing: ["{0} 正在修改", "{0} is writing"], write: ["我来修改", "Let me write"],
  take_back: ["收回修改权", "Take the pen back"], give_back: ["交还修改权", "Give the pen back"], your_name: ["姓名", "Your name"], phrase: ["口令", "Pass phrase"],
  this_computer: ["本机", "this computer"],
  ledger: ["台账", "Ledger"], approve: ["记入台账", "Approve into the ledger"],
  solve: ["重新求解", "Solve"],
  leave_out: ["停用", "leave out"], more_settings: ["更多设置", "More settings"],
  since_opened: ["较打开时", "vs opened"], last_saved: ["上次保存", "last saved"],
  tradeoffs: ["取舍", "Trade-offs"], log: ["记录", "Log"], looser: ["放松", "looser"], tighter: ["收紧", "tighter"],
};

// What a choice of a setting is called in Chinese; in English its word says it.
const CHOICES = {
  batch: "本批", year: "全年", absolute: "差额", relative: "相对差", squared: "差额平方", squared_over_target: "差额平方与测算额之比",
  webster: "韦伯斯特", hill: "希尔", dean: "迪安", adams: "亚当斯", jefferson: "杰斐逊", worst: "只看最差的", leximin: "由差到好逐个看",
  recipient: "每个单位内", total: "合计", plan: "全部资金", source: "每个来源内", use: "每个用途内",
};
const PLAIN = { batch: "this plan", year: "the whole year", squared_over_target: "squared / target" };
// Settings that many parts have are called the same in all of them.
const SETTINGS = { recipients: ["只对这些单位", "Only these recipients"], kinds: ["只对这些类型的单位，如 镇", "Only recipients of these kinds"],
  uses: ["用途", "Uses"], groups: ["用途的类别，如 产业发展", "Groups of uses"], sources: ["只对这些资金来源", "Only these sources"], tiers: ["只对这些层级的资金", "Only money of these tiers"],
  over: ["按本批还是全年（含已下达）", "This plan alone, or the year with what was awarded earlier"] };
export const settingName = (name) => SETTINGS[name]?.[lang === "zh" ? 0 : 1];
export const choice = (word) => (lang === "zh" ? CHOICES[word] ?? word : PLAIN[word] ?? word.replaceAll("_", " "));

export let lang = "zh";
export function speak(word) { lang = word === "en" ? "en" : "zh"; }
export function t(key, ...values) {
  const pair = WORDS[key] ?? [key, key];
  return values.reduce((text, value, i) => text.replace(`{${i}}`, value), pair[lang === "zh" ? 0 : 1]);
}
export function has(key) { return key in WORDS; }
export const listed = (names) => names.join(lang === "zh" ? "、" : ", ");

// A part is called by the head of its title; its settings likewise.
export const heading = (title) => title.split(/[：:.(（]/)[0].trim();
export const colon = () => (lang === "zh" ? "：" : ": ");
