export function openWizard() {}
