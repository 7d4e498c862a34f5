// Which organization this browser works in: this tab's choice, else the last one made.

const CHOSEN = "allclear.organization";
export const choose = (id) => {
  sessionStorage.setItem(CHOSEN, id);
  localStorage.setItem(CHOSEN, id);
};
export const chosen = () => sessionStorage.getItem(CHOSEN) ?? localStorage.getItem(CHOSEN);
